// The dialog in which one says what must hold for the records that are shown.
import { later } from "./later.jsx";
import { Modal } from "./modal.jsx";

const Form = later("The filter", () => import("./filter_form.jsx").then(({ FilterForm }) => FilterForm));

// `where` is a filter tree; one that rows cannot say is shown in words by the page, and replaced here.
export function FilterDialog({ open, fields, where, onApply, onClose }) {
  return (
    <Modal open={open} onClose={onClose} label="Filter" className="confirm filter-dialog">
      {open ? <Form fields={fields} where={where} onApply={onApply} onClose={onClose} /> : null}
    </Modal>
  );
}
