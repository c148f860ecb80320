// Takes records as a file over REST. Gives what went wrong, or null.
export async function downloadRecords(body, name) {
  try {
    const reply = await fetch("/api/v1/records/export", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!reply.ok) throw await reply.json();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await reply.blob());
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    return null;
  } catch (problem) {
    return problem?.detail ? problem : { code: "unavailable", detail: "The file could not be made. Try again." };
  }
}
