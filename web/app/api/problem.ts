import type { FieldProblem, ProblemBody } from "./contract";

const PREFIX = "urn:leadline:problem:";

const SLUG_OF_STATUS: Record<number, string> = {
  401: "invalid-token",
  404: "not-found",
  413: "too-large",
  429: "too-many-requests",
  502: "unavailable",
  503: "unavailable",
  504: "timeout",
};

export interface ProblemFacts {
  status?: number;
  detail?: string;
  errors?: FieldProblem[];
  /** Seconds. */
  retryAfter?: number;
  requestId?: string;
}

/** A request that failed: an answer of the server (RFC 9457), or no answer at all (status 0). */
export class Problem extends Error {
  readonly status: number;
  readonly detail: string;
  readonly errors: FieldProblem[];
  readonly retryAfter: number;
  readonly requestId: string;

  /** @param slug the last part of the problem's type, such as "validation" */
  constructor(
    readonly slug: string,
    facts: ProblemFacts = {},
  ) {
    super(facts.detail || slug);
    this.status = facts.status ?? 0;
    this.detail = facts.detail ?? "";
    this.errors = facts.errors ?? [];
    this.retryAfter = facts.retryAfter ?? 0;
    this.requestId = facts.requestId ?? "";
  }

  /** Reads an answer of the server; one made by a gateway in front of it has no problem+json. */
  static async of(response: Response): Promise<Problem> {
    const body: ProblemBody = await response.json().catch(() => ({}));
    return Problem.from(body, response.status, Number(response.headers.get("retry-after")) || 0);
  }

  /** A problem that came as the body of something else, such as an event of a stream. */
  static from(body: ProblemBody, status = body.status ?? 500, retryAfter = 0): Problem {
    const slug = body.type?.startsWith(PREFIX) ? body.type.slice(PREFIX.length) : (SLUG_OF_STATUS[status] ?? "internal");
    return new Problem(slug, {
      status,
      detail: body.detail ?? body.title ?? "",
      errors: Array.isArray(body.errors) ? body.errors : [],
      retryAfter,
      requestId: body.request_id ?? "",
    });
  }
}

/** What went wrong with a request; null where the page itself gave it up. Any other error is a fault of the page and is thrown on. */
export function problemOf(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (error instanceof DOMException && error.name === "AbortError") return null;
  throw error;
}
