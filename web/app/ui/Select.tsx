import type { ControlProps } from "./Field";
import { Icon } from "./Icon";

interface SelectProps<T extends string> extends Partial<ControlProps> {
  /** Where no label stands beside it. */
  "aria-label"?: string;
  disabled?: boolean;
  value: T;
  options: { value: T; label: string }[];
  onChoose: (value: T) => void;
}

/** The system's own list in the look of the page. */
export function Select<T extends string>({ value, options, onChoose, ...rest }: SelectProps<T>) {
  return (
    <span class="picker">
      <select {...rest} value={value} onChange={(event) => onChoose(event.currentTarget.value as T)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon name="chevron" />
    </span>
  );
}
