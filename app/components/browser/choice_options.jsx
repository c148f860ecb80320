// What a field with one choice may hold, nothing among it.
export function ChoiceOptions({ field }) {
  return (
    <>
      <option value="">empty</option>
      {field.choices.map(({ name }) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </>
  );
}
