import type { FieldProblem } from "../api/contract";
import type { Problem } from "../api/problem";
import { within } from "./format";
import { has, t } from "./translate";

/** One sentence for the person at the screen. A fault of the server names the request, so that it can be found in the log. */
export function sentenceOf(problem: Problem): string {
  const { slug, status, detail, retryAfter, requestId } = problem;
  if (slug === "too-many-requests" && retryAfter > 0) return t("problem.too-many-requests-for", { time: within(retryAfter) });
  if (slug === "unreachable" && !navigator.onLine) return t("problem.offline");
  const key = `problem.${slug}`;
  const sentence = has(key) ? (t as (key: string) => string)(key) : detail || t("problem.internal");
  return status >= 500 && requestId ? `${sentence} ${t("problem.request", { id: requestId })}` : sentence;
}

/** One sentence about one field: what the code means there, or else what the server said. */
export function fieldSentence({ field, code, detail }: FieldProblem): string {
  const name = withoutIndexes(field);
  const item = /\d+\]?$/.test(field) ? [`code.${name}.item.${code}`] : [];
  const key = [...item, `code.${name}.${code}`, `code.${code}`].find(has);
  return key ? (t as (key: string) => string)(key) : detail || t("code.invalid");
}

/** `questions[0].choices[1]` and `questions.0.choices.1` are both `questions.choices`. */
export const withoutIndexes = (field: string) => field.replace(/\[\d+\]|\.\d+(?=\.|\[|$)/g, "");
