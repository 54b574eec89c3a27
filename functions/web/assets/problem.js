import { has, t, within } from "./i18n.js";

const SLUG_OF_STATUS = { 401: "invalid-token", 404: "not-found", 413: "too-large", 429: "too-many-requests", 502: "unavailable", 503: "unavailable", 504: "timeout" };

/** A request that failed: an answer of the server (RFC 9457), or no answer at all. */
export class Problem extends Error {
  /**
   * @param {string} slug the last part of the problem's type, such as "validation"
   * @param {{status?: number, detail?: string, errors?: {field: string, code: string, detail: string}[], retryAfter?: number, form?: any}} facts
   */
  constructor(slug, { status = 0, detail = "", errors = [], retryAfter = 0, form = null } = {}) {
    super(detail || slug);
    Object.assign(this, { slug, status, detail, errors, retryAfter, form });
  }

  /** Reads an answer of the server; one made by a gateway in front of it has no problem+json. */
  static async of(response) {
    const body = await response.json().catch(() => ({}));
    const slug = /^urn:leadline:problem:(.+)$/.exec(body.type)?.[1] ?? SLUG_OF_STATUS[response.status] ?? "internal";
    return new Problem(slug, {
      status: response.status,
      detail: body.detail ?? body.title,
      errors: Array.isArray(body.errors) ? body.errors : [],
      retryAfter: Number(response.headers.get("retry-after")) || 0,
      form: body.form ?? null,
    });
  }

  /** One sentence for the person at the screen, in the language of the page. */
  get sentence() {
    if (this.slug === "too-many-requests" && this.retryAfter > 0) {
      return t("problem.too-many-requests-for", { time: within(this.retryAfter) });
    }
    const key = `problem.${this.slug}`;
    return has(key) ? t(key) : this.detail || t("problem.internal");
  }
}

/**
 * What went wrong with a request; null where the page itself cancelled it. Any other
 * error is a fault of the page and is thrown on, to be seen in the console.
 *
 * @returns {Problem | null}
 */
export function problemOf(error) {
  if (error instanceof Problem) return error;
  if (error.name === "AbortError") return null;
  throw error;
}

/** One sentence about one field: what the code means there, or else what the server said. */
export function fieldSentence({ field, code, detail }) {
  const key = [`code.${field}.${code}`, `code.${code}`].find(has);
  return key ? t(key) : detail || t("code.invalid");
}
