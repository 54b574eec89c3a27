import { CITIES_RU } from "./cities-ru";
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

/** The city, or what the identifier calls it. Browsers have no names of cities in any language. */
function placeOf(zone: string): string {
  const city = zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
  return (language.value === "ru" && CITIES_RU[zone]) || city;
}

function offsetOf(zone: string, at = new Date()): string {
  try {
    const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "shortOffset" });
    const offset = format.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? zone;
    return offset.replace(/^GMT(\+0$)?/, "UTC");
  } catch {
    // The server knows a zone that this browser does not.
    return zone;
  }
}
