import { loadAssistant, loadProblem } from "../state/assistant";
import { Failure } from "../ui/Failure";
import { Skeleton } from "../ui/Skeleton";

/** What stands where the assistant is on its way, or did not come. */
export function AssistantAwaited({ rows = 4 }: { rows?: number }) {
  const problem = loadProblem.value;
  return problem ? <Failure problem={problem} onRetry={() => void loadAssistant()} /> : <Skeleton rows={rows} />;
}
