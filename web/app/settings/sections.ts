/** The parts of the settings, in their order. */
export const SECTIONS = ["about", "questions", "hours", "widget", "install", "telegram"] as const;
export type Section = (typeof SECTIONS)[number];

/** Where a field of the settings is shown. */
export const SECTION_OF: Record<string, Section> = {
  questions: "questions",
  working_hours: "hours",
  time_zone: "hours",
  hand_off: "hours",
  widget: "widget",
  allowed_origins: "install",
};
