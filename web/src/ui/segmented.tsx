interface SegmentedProps<Value extends string> {
  label: string;
  options: readonly { value: Value; label: string }[];
  chosen: ReadonlySet<Value>;
  onToggle: (value: Value) => void;
}

/** A group of toggle buttons. */
export function Segmented<Value extends string>(props: SegmentedProps<Value>) {
  return (
    <fieldset className="segmented" aria-label={props.label}>
      {props.options.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          aria-pressed={props.chosen.has(value)}
          onClick={() => props.onToggle(value)}
        >
          {label}
        </button>
      ))}
    </fieldset>
  );
}
