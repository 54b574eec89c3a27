import { language } from "./translate";

/** The time zone that this browser is in. */
export const browserZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A time zone for a reader: "Москва, UTC+3". */
export function zoneLabel(zone: string): string {
  const [place, offset] = [placeOf(zone), offsetOf(zone)];
  return place === offset ? place : `${place}, ${offset}`;
}

/** Whether two zones show the same time now and in half a year, whatever their names. */
export function sameClock(one: string, other: string): boolean {
  const now = new Date();
  const later = new Date(now.getFullYear(), now.getMonth() + 6, 1);
  return [now, later].every((at) => offsetOf(one, at) === offsetOf(other, at));
}

/** The zones that this browser knows with their labels: its own first, the others by label. */
export function zones(chosen: string): Map<string, string> {
  const own = browserZone();
  const labelled = [...new Set([chosen, "UTC", ...Intl.supportedValuesOf("timeZone")])]
    .filter((zone) => zone && zone !== own)
    .map((zone) => ({ zone, label: zoneLabel(zone) }))
    .sort((a, b) => a.label.localeCompare(b.label, language.value));
  const labels = new Map<string, string>();
  for (const { zone, label } of [{ zone: own, label: zoneLabel(own) }, ...labelled])
    labels.set(labels.has(label) ? `${label} (${zone})` : label, zone);
  return labels;
}

/** `Intl` has no names of cities in English, and the identifier has none in Russian. */
function placeOf(zone: string): string {
  const city = zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
  if (language.value === "en") return city;
  const place = partOf(zone, "shortGeneric", new Date());
  return place.startsWith("GMT") ? city : place;
}

function offsetOf(zone: string, at = new Date()): string {
  return partOf(zone, "shortOffset", at).replace(/^GMT(\+0$)?/, "UTC");
}

function partOf(zone: string, timeZoneName: "shortGeneric" | "shortOffset", at: Date): string {
  try {
    const format = new Intl.DateTimeFormat(language.value, { timeZone: zone, timeZoneName });
    return format.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? zone;
  } catch {
    // The server knows a zone that this browser does not.
    return zone;
  }
}
