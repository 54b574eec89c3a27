import { useId } from "preact/hooks";

interface ChoiceProps<T extends string> {
  label: string;
  /** The label is only heard: the context shows what is chosen. */
  quiet?: boolean;
  options: { value: T; label: string; lang?: string }[];
  value: T;
  error?: string | undefined;
  onChoose: (value: T) => void;
}

/** One of a few things, side by side: radio buttons, so the arrow keys work. */
export function Choice<T extends string>({ label, quiet = false, options, value, error, onChoose }: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend class={quiet ? "unseen" : ""}>{label}</legend>
      <div class="choice-row">
        {options.map((option) => (
          <label key={option.value} lang={option.lang}>
            <input
              type="radio"
              name={name}
              checked={option.value === value}
              {...(error && { "aria-invalid": "true", "aria-describedby": `${name}-error` })}
              onChange={() => onChoose(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      {error && (
        <p class="error" id={`${name}-error`}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
