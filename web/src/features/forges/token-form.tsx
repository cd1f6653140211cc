import { LinkExternalIcon } from '@primer/octicons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import { client } from '../../api/client.ts';
import { formatProblemLine } from '../../api/problem-text.ts';
import { messages } from '../../text/messages.ts';
import { ExternalLink } from '../../ui/external-link.tsx';
import { toForgeHost } from '../status/forge-name.ts';

/** Links, replaces or unlinks the token of a forge. */
export function TokenForm({ forge, takesFocus }: { forge: ForgeSummary; takesFocus: boolean }) {
  const text = messages.forges;
  const input = useRef<HTMLInputElement>(null);
  const queryClient = useQueryClient();
  const refetchAll = () => queryClient.invalidateQueries();
  const link = useMutation({
    mutationFn: (token: string) => client.linkToken(forge.id, token),
    onSuccess: refetchAll,
  });
  useEffect(() => {
    if (takesFocus) input.current?.focus();
  }, [takesFocus]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const token = input.current?.value.trim() ?? '';
    if (token !== '') link.mutate(token, { onSuccess: () => form.reset() });
  };
  const tokenPage = findTokenPage(forge);
  return (
    <form onSubmit={submit} className="token-form">
      <label htmlFor={`token-${forge.id}`}>{text.tokenFor(toForgeHost(forge))}</label>
      <div className="token-fields">
        <input
          ref={input}
          id={`token-${forge.id}`}
          name="token"
          type="password"
          autoComplete="off"
          required
          maxLength={4096}
          placeholder={tokenStarts[forge.type]}
          spellCheck={false}
        />
        <button
          type="submit"
          className={forge.token_linked ? 'button' : 'button button-primary'}
          disabled={link.isPending}
        >
          {link.isPending
            ? text.linking
            : forge.token_linked && !isFound(forge)
              ? text.replace
              : text.link}
        </button>
        {forge.token_linked && !isFound(forge) && (
          <UnlinkButton forge={forge} onUnlinked={refetchAll} />
        )}
      </div>
      {link.error && <FormProblem error={link.error} />}
      {isFound(forge) && <FoundToken forge={forge} onLinked={refetchAll} />}
      <p className="hint">
        {formatScopes(forge)}{' '}
        {tokenPage && (
          <ExternalLink href={tokenPage}>
            {text.create} <LinkExternalIcon size={12} />
          </ExternalLink>
        )}
      </p>
    </form>
  );
}

/** Where the token is from, and the one click that stores it. */
function FoundToken({ forge, onLinked }: { forge: FoundForge; onLinked: () => unknown }) {
  const text = messages.forges;
  const link = useMutation({
    mutationFn: () => client.linkFoundToken(forge.id),
    onSuccess: onLinked,
  });
  const { kind, name } = forge.token_source;
  if (kind === 'configuration') return <p className="hint">{text.configuredText}</p>;
  return (
    <>
      <p className="hint">
        {text.foundText(name)}{' '}
        <button
          type="button"
          className="button"
          aria-label={text.linkFoundFrom(name)}
          disabled={link.isPending}
          onClick={() => link.mutate()}
        >
          {text.linkFound}
        </button>
      </p>
      {link.error && <FormProblem error={link.error} />}
    </>
  );
}

type FoundForge = ForgeSummary & { token_source: NonNullable<ForgeSummary['token_source']> };

/** The token is that of another tool or of the configuration: there is nothing to unlink. */
export function isFound(forge: ForgeSummary): forge is FoundForge {
  const kind = forge.token_source?.kind;
  return kind !== undefined && kind !== 'linked';
}

function UnlinkButton({ forge, onUnlinked }: { forge: ForgeSummary; onUnlinked: () => unknown }) {
  const text = messages.forges;
  const [confirming, setConfirming] = useState(false);
  const unlink = useMutation({
    mutationFn: () => client.unlinkToken(forge.id),
    onSuccess: onUnlinked,
  });
  if (!confirming) {
    return (
      <button type="button" className="button" onClick={() => setConfirming(true)}>
        {text.unlink}
      </button>
    );
  }
  return (
    <div className="unlink-question" role="alert">
      <p>{text.unlinkQuestion}</p>
      <button
        type="button"
        className="button button-danger"
        disabled={unlink.isPending}
        onClick={() => unlink.mutate()}
      >
        {text.unlink}
      </button>
      <button type="button" className="button" onClick={() => setConfirming(false)}>
        {text.keep}
      </button>
      {unlink.error && <FormProblem error={unlink.error} />}
    </div>
  );
}

function FormProblem({ error }: { error: Error }) {
  return (
    <p className="form-problem" role="alert">
      {formatProblemLine(error)}
    </p>
  );
}

/** What tokens begin with, where the forge marks them. */
const tokenStarts: Record<string, string> = {
  github: 'github_pat_… or ghp_…',
  gitlab: 'glpat-…',
};

const tokenPaths: Record<string, string> = {
  github: '/settings/personal-access-tokens/new',
  gitlab: '/-/user_settings/personal_access_tokens',
  gitea: '/user/settings/applications',
  forgejo: '/user/settings/applications',
};

/** The forge's page for creating a token. */
function findTokenPage(forge: ForgeSummary): string | undefined {
  const path = tokenPaths[forge.type];
  return path && `${forge.web_base_url}${path}`;
}

function formatScopes(forge: ForgeSummary): string {
  const { scopes } = messages.forges;
  switch (forge.type) {
    case 'github':
    case 'gitlab':
    case 'gitea':
    case 'bitbucket':
      return scopes[forge.type];
    case 'forgejo':
      return scopes.gitea;
    default:
      return scopes.other;
  }
}
