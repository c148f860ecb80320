// The sign of a column: what kind of field it is, and that Airtable computes it.
import { GridColumnIcon as Icon } from "@glideapps/glide-data-grid";

const BY_TYPE = {
  email: Icon.HeaderEmail,
  url: Icon.HeaderUri,
  phoneNumber: Icon.HeaderPhone,
  rating: Icon.HeaderEmoji,
  multipleAttachments: Icon.HeaderImage,
  formula: Icon.HeaderMath,
  rollup: Icon.HeaderRollup,
  multipleLookupValues: Icon.HeaderLookup,
  richText: Icon.HeaderMarkdown,
};
const BY_FAMILY = {
  number: Icon.HeaderNumber,
  checkbox: Icon.HeaderBoolean,
  date: Icon.HeaderDate,
  datetime: Icon.HeaderTime,
  select: Icon.HeaderSingleValue,
  selects: Icon.HeaderArray,
  links: Icon.HeaderReference,
};

export const iconsOf = ({ type, family, is_writable: isWritable }) => ({
  icon: BY_TYPE[type] ?? BY_FAMILY[family] ?? Icon.HeaderString,
  overlayIcon: isWritable ? undefined : Icon.ProtectedColumnOverlay,
});
