// The dialog in which one says which records have which colour.
import { later } from "./later.jsx";
import { Modal } from "./modal.jsx";

const Form = later("The colours", () => import("./colour_form.jsx").then(({ ColourForm }) => ColourForm));

// `rules` are colours with the filter that a record has to pass.
export function ColourDialog({ open, onClose, ...rest }) {
  return (
    <Modal open={open} onClose={onClose} label="Colours" className="confirm filter-dialog">
      {open ? <Form onClose={onClose} {...rest} /> : null}
    </Modal>
  );
}
