import {
  CheckCircleIcon,
  CircleIcon,
  ClockIcon,
  type Icon,
  LinkExternalIcon,
} from '@primer/octicons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { ForgeSummary } from '../../../../src/contract/forge-summary.ts';
import { client } from '../../api/client.ts';
import { formatProblem } from '../../api/problem-text.ts';
import { getClockMs, useNow } from '../../shared/clock.ts';
import { messages } from '../../text/messages.ts';
import { formatClock } from '../../text/time.ts';
import { ExternalLink } from '../../ui/external-link.tsx';
import { type Budget, formatQuota, isScarce, toQuotaShare } from '../health/quota-share.ts';
import { toForgeName } from '../status/forge-name.ts';
import { formatScope, toTokenPage } from './token-form.tsx';

interface ForgeCardProps {
  forge: ForgeSummary;
  asked: boolean;
  children?: ReactNode;
}

/** One forge: whether a token is linked, the form that links or unlinks it, and what is left. */
export function ForgeCard({ forge, asked, children }: ForgeCardProps) {
  return (
    <article className="forge" data-asked={asked || undefined}>
      <header>
        <h2>
          <ExternalLink href={forge.web_base_url}>{toForgeName(forge)}</ExternalLink>
        </h2>
        <span className="forge-type">{forge.type}</span>
        <ForgeState forge={forge} />
      </header>
      {forge.paused_until !== null && <p className="hint">{messages.forges.pausedText}</p>}
      <TokenForm forge={forge} asked={asked} />
      <QuotaList forge={forge} />
      {children}
    </article>
  );
}

function ForgeState({ forge }: { forge: ForgeSummary }) {
  const { state, label, Symbol } = toState(forge);
  return (
    <span className="forge-state" data-state={state}>
      <Symbol size={14} /> {label}
    </span>
  );
}

function toState(forge: ForgeSummary): { state: string; label: string; Symbol: Icon } {
  const say = messages.forges;
  if (forge.paused_until !== null) {
    const clock = formatClock(forge.paused_until, Date.now());
    return { state: 'paused', label: say.pausedUntil(clock), Symbol: ClockIcon };
  }
  return forge.token_linked
    ? { state: 'linked', label: say.linked, Symbol: CheckCircleIcon }
    : { state: 'missing', label: say.notLinked, Symbol: CircleIcon };
}

function TokenForm({ forge, asked }: { forge: ForgeSummary; asked: boolean }) {
  const say = messages.forges;
  const input = useRef<HTMLInputElement>(null);
  const queryClient = useQueryClient();
  const renew = () => queryClient.invalidateQueries();
  const link = useMutation({
    mutationFn: (token: string) => client.linkToken(forge.id, token),
    onSuccess: renew,
  });
  useEffect(() => {
    if (asked) input.current?.focus();
  }, [asked]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const token = input.current?.value.trim() ?? '';
    if (token !== '') link.mutate(token, { onSuccess: () => form.reset() });
  };
  const tokenPage = toTokenPage(forge);
  return (
    <form onSubmit={submit} className="token-form">
      <label htmlFor={`token-${forge.id}`}>{say.tokenFor(toForgeName(forge))}</label>
      <div className="token-fields">
        <input
          ref={input}
          id={`token-${forge.id}`}
          name="token"
          type="password"
          autoComplete="off"
          required
          maxLength={4096}
          spellCheck={false}
        />
        <button
          type="submit"
          className={forge.token_linked ? 'button' : 'button button-primary'}
          disabled={link.isPending}
        >
          {link.isPending ? say.linking : forge.token_linked ? say.replace : say.link}
        </button>
        {forge.token_linked && <UnlinkButton forge={forge} onUnlinked={renew} />}
      </div>
      {link.error && <FormProblem error={link.error} />}
      <p className="hint">
        {formatScope(forge)}{' '}
        {tokenPage && (
          <ExternalLink href={tokenPage}>
            {say.create} <LinkExternalIcon size={12} />
          </ExternalLink>
        )}
      </p>
    </form>
  );
}

function UnlinkButton({ forge, onUnlinked }: { forge: ForgeSummary; onUnlinked: () => unknown }) {
  const say = messages.forges;
  const [asking, setAsking] = useState(false);
  const unlink = useMutation({
    mutationFn: () => client.unlinkToken(forge.id),
    onSuccess: onUnlinked,
  });
  if (!asking) {
    return (
      <button type="button" className="button" onClick={() => setAsking(true)}>
        {say.unlink}
      </button>
    );
  }
  return (
    <div className="unlink-question" role="alert">
      <p>{say.unlinkQuestion}</p>
      <button
        type="button"
        className="button button-danger"
        disabled={unlink.isPending}
        onClick={() => unlink.mutate()}
      >
        {say.unlink}
      </button>
      <button type="button" className="button" onClick={() => setAsking(false)}>
        {say.keep}
      </button>
      {unlink.error && <FormProblem error={unlink.error} />}
    </div>
  );
}

function FormProblem({ error }: { error: Error }) {
  const { title, text } = formatProblem(error);
  return (
    <p className="form-problem" role="alert">
      <strong>{title}.</strong> {text}
    </p>
  );
}

/** What is left of each quota of the linked token, drawn and in words. */
function QuotaList({ forge }: { forge: ForgeSummary }) {
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
  const text = useNow((nowMs) => formatQuota(budget, nowMs));
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
