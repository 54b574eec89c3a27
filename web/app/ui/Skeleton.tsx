import { t } from "../i18n/translate";

/** What stands where something is on its way. */
export function Skeleton({ rows = 4 }: { rows?: number }) {
  return (
    <div class="skeletons">
      <p class="unseen" role="status">
        {t("loading")}
      </p>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} class="skeleton" aria-hidden="true">
          <span />
          <span />
          <span />
        </div>
      ))}
    </div>
  );
}
