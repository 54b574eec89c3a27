import type { TargetedInputEvent } from "preact";

import type { ControlProps } from "./Field";

type LineType = "text" | "email" | "tel" | "url" | "password";

export interface LineProps extends ControlProps {
  name: string;
  value: string;
  type?: LineType;
  autocomplete?: string;
  placeholder?: string;
  maxLength?: number;
  onInput: (event: TargetedInputEvent<HTMLInputElement>) => void;
}

/** One line of text. An address is taken as it is typed. */
export function Line({ type = "text", ...props }: LineProps) {
  const asTyped = type === "email" || type === "url";
  // Preact's types want to know which of its kinds an input is, and all of these are the same to us.
  const kind = type as "text";
  return asTyped ? <input {...props} type={kind} autocapitalize="none" spellcheck={false} /> : <input {...props} type={kind} />;
}
