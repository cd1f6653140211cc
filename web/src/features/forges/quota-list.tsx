import type { ForgeSummary } from '../../../../src/contract/forge-summary.ts';
import { getClockMs, useTimed } from '../../shared/clock.ts';
import { messages } from '../../text/messages.ts';
import { type Budget, formatQuota, isScarce, toQuotaShare } from '../health/quota-text.ts';

/** What is left of each quota of the linked token, drawn and in words. */
export function QuotaList({ forge }: { forge: ForgeSummary }) {
  const say = messages.forges.quota;
  if (!forge.token_linked) return null;
  return (
    <div className="forge-part">
      <h3>{say.title}</h3>
      {forge.budgets.length === 0 ? (
        <p className="hint">{say.unheard}</p>
      ) : (
        <ul className="quotas">
          {forge.budgets.map((budget) => (
            <QuotaLine key={budget.bucket} budget={budget} />
          ))}
        </ul>
      )}
    </div>
  );
}

function QuotaLine({ budget }: { budget: Budget }) {
  const text = useTimed((nowMs) => formatQuota(budget, nowMs));
  const share = toQuotaShare(budget, getClockMs());
  return (
    <li className="quota" data-scarce={isScarce(share) || undefined}>
      <span className="quota-bucket">{budget.bucket}</span>
      <span className="quota-bar" aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </span>
      <span className="quota-text">{text}</span>
    </li>
  );
}
