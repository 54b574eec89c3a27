import type { ContactForm, FieldError } from "./types";

const PREFIX = "urn:leadline:problem:";
const SLUGS: Record<number, string> = {
  401: "invalid-token",
  404: "not-found",
  413: "too-large",
  429: "too-many-requests",
  502: "unavailable",
  503: "unavailable",
  504: "unavailable",
};

/** What a server sends as application/problem+json (RFC 9457). */
export interface ProblemBody {
  type?: string;
  status?: number;
  detail?: string;
  errors?: FieldError[];
  form?: ContactForm;
}

/** A request that failed: an answer of the server, or none ("unreachable"). */
export class Problem extends Error {
  readonly slug: string;
  readonly status: number;
  readonly errors: FieldError[];
  readonly form: ContactForm | undefined;
  /** Seconds to wait before another attempt; 0 where the server named none. */
  readonly retryAfter: number;

  constructor(slug: string, body: ProblemBody = {}, retryAfter = 0) {
    super(body.detail ?? slug);
    this.slug = slug;
    this.status = body.status ?? 0;
    this.errors = Array.isArray(body.errors) ? body.errors : [];
    this.form = body.form;
    this.retryAfter = retryAfter;
  }

  /** Of an event in a stream. */
  static ofBody(body: ProblemBody, retryAfter = 0): Problem {
    const named = body.type?.startsWith(PREFIX) ? body.type.slice(PREFIX.length) : undefined;
    return new Problem(named ?? SLUGS[body.status ?? 0] ?? "internal", body, retryAfter);
  }

  /** Of an answer; one made by a gateway in front of the server is not of this format. */
  static async of(response: Response): Promise<Problem> {
    const body = (await response.json().catch(() => null)) as ProblemBody | null;
    return Problem.ofBody({ ...body, status: response.status }, Number(response.headers.get("retry-after")) || 0);
  }
}

/** What failed, as a problem. A fault of this code is one too for whoever looks at the screen, and is reported. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  reportError(error);
  return new Problem("internal");
}
