import { useId } from "react";

export function Field({ label, hint, children }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, "aria-describedby": hint ? `${id}-hint` : undefined })}
      {hint ? (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

export function TextField({ label, hint, value, onChange, ...rest }) {
  return (
    <Field label={label} hint={hint}>
      {(link) => (
        <input
          className="text-field"
          type="text"
          autoComplete="off"
          {...link}
          {...rest}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

// `options` are pairs of a value and its words.
export function SelectField({ label, hint, value, onChange, options }) {
  return (
    <Field label={label} hint={hint}>
      {(link) => (
        <select className="select-field" {...link} value={value} onChange={(event) => onChange(event.target.value)}>
          {options.map(([option, words]) => (
            <option key={option} value={option}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function PasswordField({ value, onChange, ...rest }) {
  return (
    <TextField
      label="Your password"
      hint="Asked again, so that nobody else does this in your place."
      type="password"
      autoComplete="current-password"
      maxLength={256}
      required
      value={value}
      onChange={onChange}
      {...rest}
    />
  );
}
