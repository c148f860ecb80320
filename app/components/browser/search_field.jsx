import { Search } from "lucide-react";

// A field that narrows what is beside it while one types.
export function SearchField({ label, placeholder = label, value, onChange, ref, ...rest }) {
  return (
    <label className="search-field">
      <Search size={14} aria-hidden="true" />
      <input
        ref={ref}
        type="search"
        placeholder={placeholder}
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        {...rest}
      />
    </label>
  );
}
