/** Line pictures on a grid of 24. `mark` alone is filled below its line. */
const PATHS = {
  arrow_left: "M19 12H5m6-6-6 6 6 6",
  assistant: "M5 7h14M5 12h14M5 17h14M9 5v4m6 1v4m-4 1v4",
  board: "M4.5 5h4v14h-4zM10 5h4v9h-4zM15.5 5h4v11.5h-4z",
  chart: "M4.5 19.5h15M7 16v-4.5m5 4.5V6m5 10v-7",
  chat: "M20 12c0 3.9-3.6 7-8 7-1 0-2-.2-2.9-.5L4.5 20l1.3-3.6C4.7 15.2 4 13.7 4 12c0-3.9 3.6-7 8-7s8 3.1 8 7z",
  check: "m5 12.5 4.5 4.5L19 7.5",
  chevron: "m7 10 5 5 5-5",
  clock: "M12 3.75a8.25 8.25 0 1 0 0 16.5 8.25 8.25 0 0 0 0-16.5zM12 7.5V12l3 2",
  copy: "M9 9h10.5v10.5H9zM15 9V4.5H4.5V15H9",
  cross: "m6 6 12 12M18 6 6 18",
  down: "M12 5v14m-6-6 6 6 6-6",
  download: "M12 4v11m-5-5 5 5 5-5M5 20h14",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.25a2.75 2.75 0 1 0 0 5.5 2.75 2.75 0 0 0 0-5.5z",
  eye_off:
    "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.25a2.75 2.75 0 1 0 0 5.5 2.75 2.75 0 0 0 0-5.5zM4 20 20 4",
  flag: "M6 21V4.5h11.5L15 9l2.5 4.5H6",
  inbox: "M4 13.5 6.5 5h11L20 13.5V18a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18v-4.5zm0 0h4.5l1.5 2.5h4l1.5-2.5H20",
  leave: "M14 4H6.5A1.5 1.5 0 0 0 5 5.5v13A1.5 1.5 0 0 0 6.5 20H14M10.5 12H20m-3.5-3.5L20 12l-3.5 3.5",
  list: "M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5h.01M4.5 12h.01M4.5 17.5h.01",
  microphone: "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3",
  more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  plus: "M12 5v14M5 12h14",
  quote: "M10 7.5C7 8.5 5.5 10.5 5.5 14v2.5h4.5V12H7.5M19 7.5c-3 1-4.5 3-4.5 6.5v2.5H19V12h-2.5",
  search: "M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM16 16l4.5 4.5",
  send: "M12 19V5m-6 6 6-6 6 6",
  telegram: "M20.5 4.5 3.5 11l5.5 2.2m11.5-8.7L17.5 19 9 13.2m11.5-8.7L9 13.2V19l2.9-3.4",
  trash: "M5 7h14M10 7V4.5h4V7m-7.5 0 .8 12.5h9.4L17.5 7M10.5 11v5m3-5v5",
  up: "M12 19V5m-6 6 6-6 6 6",
  user: "M12 4.5a3.75 3.75 0 1 0 0 7.5 3.75 3.75 0 0 0 0-7.5zM5 20c.5-3.6 3.4-5.5 7-5.5s6.5 1.9 7 5.5",
  warning: "M12 4 3 19.5h18L12 4zM12 10v4.5m0 2.5v.01",
} as const;

export type IconName = keyof typeof PATHS | "mark";

/** A picture in the colour of the text around it; what it means stands beside it or in a label. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      {name === "mark" ? <Mark /> : <path d={PATHS[name]} />}
    </svg>
  );
}

function Mark() {
  return (
    <>
      <path d="M12 2.5v8" stroke-width="2.25" />
      <path class="filled" d="M12 8.5c3 0 4.7 1.8 4.7 4.3 0 3-2.4 6.3-4.7 8.7-2.3-2.4-4.7-5.7-4.7-8.7C7.3 10.3 9 8.5 12 8.5z" />
    </>
  );
}
