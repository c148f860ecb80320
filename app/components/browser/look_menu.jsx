// How the records look: the height of their rows, and by which choice they have a colour.
import { Check, SlidersHorizontal } from "lucide-react";
import { Menu, MenuItem } from "./menu.jsx";

export const HEIGHTS = { "": ["Short rows", 34], medium: ["Medium rows", 56], tall: ["Tall rows", 90] };

const Mark = ({ isOn }) => (isOn ? <Check size={15} aria-hidden="true" /> : <span className="menu-gap" />);

// `height` and `colour` are what the address says: a key of HEIGHTS, and the id of a field with one choice.
export function LookMenu({ fields, height, colour, look }) {
  const choices = fields.filter(({ family }) => family === "select");
  return (
    <Menu label="Look" align="start" icon={<SlidersHorizontal size={14} aria-hidden="true" />} buttonClass={`button secondary ${height || colour ? "is-on" : ""}`}>
      {Object.entries(HEIGHTS).map(([key, [words]]) => (
        <MenuItem key={key} icon={<Mark isOn={key === height} />} checked={key === height} onSelect={() => look({ h: key })}>
          {words}
        </MenuItem>
      ))}
      {choices.length ? (
        <>
          <hr className="menu-line" />
          <MenuItem icon={<Mark isOn={!colour} />} checked={!colour} onSelect={() => look({ c: "" })}>
            No colours
          </MenuItem>
          {choices.map(({ id, name }) => (
            <MenuItem key={id} icon={<Mark isOn={id === colour} />} checked={id === colour} onSelect={() => look({ c: id })}>
              Colour by {name}
            </MenuItem>
          ))}
        </>
      ) : null}
    </Menu>
  );
}
