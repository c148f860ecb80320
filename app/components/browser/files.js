// The files of a cell, at our own door: their addresses at Airtable are nobody's but the server's.
export const isPicture = ({ thumbnails, type }) => Boolean(thumbnails) || Boolean(type?.startsWith("image/"));

// `place`: base and table. `size`: "small", "large" or "full".
export function fileAddress({ base, table }, recordId, { id }, size) {
  return `/api/v1/records/${recordId}/attachments/${id}?${new URLSearchParams({ base, table, size })}`;
}
