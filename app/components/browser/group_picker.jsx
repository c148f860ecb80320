// By which field the records stand in groups; days also by stretches of time.
import { Check, Rows3 } from "lucide-react";
import { BUCKET_WORDS, canGroup, readGroup } from "./group_rows.js";
import { Menu, MenuItem } from "./menu.jsx";

const wordsOf = ({ field, bucket }) => (bucket ? `${field.name} by ${BUCKET_WORDS[bucket]}` : field.name);

function optionsOf(field) {
  if (!field.family.startsWith("date")) return [{ field, bucket: "" }];
  return Object.keys(BUCKET_WORDS).map((bucket) => ({ field, bucket }));
}

const textOf = ({ field, bucket }) => (bucket ? `${field.id}:${bucket}` : field.id);

// `chosen` is what the address says, empty for no groups.
export function GroupPicker({ fields, chosen, onChoose }) {
  const current = readGroup(chosen, fields);
  const options = fields.filter(canGroup).flatMap(optionsOf);
  if (!options.length) return null;
  return (
    <Menu
      label="Group"
      align="start"
      icon={
        <>
          <Rows3 size={14} aria-hidden="true" />{" "}
          <span className="truncate bar-words">{current ? `By ${wordsOf(current)}` : "Group"}</span>
        </>
      }
      buttonClass={`button secondary view-button ${current ? "is-on" : ""}`}
    >
      <MenuItem icon={current ? <span className="menu-gap" /> : <Check size={15} aria-hidden="true" />} checked={!current} onSelect={() => onChoose("")}>
        No groups
      </MenuItem>
      {options.map((option) => {
        const isOn = current !== null && textOf(current) === textOf(option);
        return (
          <MenuItem
            key={textOf(option)}
            icon={isOn ? <Check size={15} aria-hidden="true" /> : <span className="menu-gap" />}
            checked={isOn}
            onSelect={() => onChoose(textOf(option))}
          >
            {wordsOf(option)}
          </MenuItem>
        );
      })}
    </Menu>
  );
}
