// How the records look: the height of their rows, and by what they have a colour.
import { useState } from "react";
import { Check, SlidersHorizontal } from "lucide-react";
import { ColourDialog } from "./colour_rules.jsx";
import { Menu, MenuItem } from "./menu.jsx";
import { useIsPhone } from "./screen.js";

export const HEIGHTS = { "": ["Short rows", 34], medium: ["Medium rows", 56], tall: ["Tall rows", 90] };

const Mark = ({ isOn }) => (isOn ? <Check size={15} aria-hidden="true" /> : <span className="menu-gap" />);

// `looked` is what the address says: `height` is a key of HEIGHTS, `colour` the id of a field with one choice, `colours` are rules.
export function LookMenu({ fields, looked: { height, colour, colours }, look }) {
  const [isRuling, setRuling] = useState(false);
  // Cards have one height.
  const heights = Object.entries(useIsPhone() ? {} : HEIGHTS);
  const choices = fields.filter(({ family }) => family === "select");
  const isPlain = !colour && !colours.length;
  return (
    <>
      <Menu label="Look" align="start" icon={<SlidersHorizontal size={14} aria-hidden="true" />} buttonClass={`button secondary ${height || !isPlain ? "is-on" : ""}`}>
        {heights.map(([key, [words]]) => (
          <MenuItem key={key} icon={<Mark isOn={key === height} />} checked={key === height} onSelect={() => look({ h: key })}>
            {words}
          </MenuItem>
        ))}
        {heights.length ? <hr className="menu-line" /> : null}
        <MenuItem icon={<Mark isOn={isPlain} />} checked={isPlain} onSelect={() => look({ c: "", m: null })}>
          No colours
        </MenuItem>
        {choices.map(({ id, name }) => (
          <MenuItem key={id} icon={<Mark isOn={id === colour} />} checked={id === colour} onSelect={() => look({ c: id, m: null })}>
            Colour by {name}
          </MenuItem>
        ))}
        <MenuItem icon={<Mark isOn={colours.length > 0} />} checked={colours.length > 0} onSelect={() => setRuling(true)}>
          Colour by conditions
        </MenuItem>
      </Menu>
      <ColourDialog
        open={isRuling}
        fields={fields}
        rules={colours}
        onApply={(rules) => {
          setRuling(false);
          look({ c: "", m: rules.length ? rules : null });
        }}
        onClose={() => setRuling(false)}
      />
    </>
  );
}
