// A new record, empty or like another one.
import { Plus } from "lucide-react";
import { later } from "./later.jsx";
import { Modal } from "./modal.jsx";

const Form = later("The form", () => import("./new_record_form.jsx").then(({ NewRecordForm }) => NewRecordForm));

// `like` are cells of a record by id of the field, null for an empty one; undefined: the dialog is closed.
export function NewRecordDialog({ like, onClose, ...rest }) {
  const isOpen = like !== undefined;
  return (
    <Modal open={isOpen} onClose={onClose} label="New record" className="confirm new-record-dialog">
      {isOpen ? <Form like={like} onClose={onClose} {...rest} /> : null}
    </Modal>
  );
}

export function NewRecordButton({ onClick }) {
  return (
    <button type="button" className="button primary" onClick={onClick}>
      <Plus size={14} aria-hidden="true" /> <span className="bar-words">New record</span>
    </button>
  );
}
