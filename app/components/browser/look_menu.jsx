// How the records look: the height of their rows, and by which choice they have a colour.
import { Check, SlidersHorizontal } from "lucide-react";
import { Menu, MenuItem } from "./menu.jsx";
import { useIsPhone } from "./screen.js";

export const HEIGHTS = { "": ["Short rows", 34], medium: ["Medium rows", 56], tall: ["Tall rows", 90] };

const Mark = ({ isOn }) => (isOn ? <Check size={15} aria-hidden="true" /> : <span className="menu-gap" />);

// `height` and `colour` are what the address says: a key of HEIGHTS, and the id of a field with one choice.
export function LookMenu({ fields, height, colour, look }) {
  // Cards have one height.
  const heights = Object.entries(useIsPhone() ? {} : HEIGHTS);
  const choices = fields.filter(({ family }) => family === "select");
  return (
    <Menu label="Look" align="start" icon={<SlidersHorizontal size={14} aria-hidden="true" />} buttonClass={`button secondary ${height || colour ? "is-on" : ""}`}>
      {heights.map(([key, [words]]) => (
        <MenuItem key={key} icon={<Mark isOn={key === height} />} checked={key === height} onSelect={() => look({ h: key })}>
          {words}
        </MenuItem>
      ))}
      {choices.length ? (
        <>
          {heights.length ? <hr className="menu-line" /> : null}
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
