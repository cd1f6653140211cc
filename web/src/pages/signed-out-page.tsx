import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef } from 'react';
import { client } from '../api/client.ts';
import { formatProblemLine } from '../api/problem-text.ts';
import { savePageSecret } from '../api/session.ts';
import { Logo } from '../frame/logo.tsx';
import { messages } from '../text/messages.ts';

/** Says how to sign in, and signs in with the admin token. */
export function SignedOutPage() {
  const text = messages.signedOut;
  useEffect(() => {
    document.title = `${text.title} · ${messages.product}`;
  }, [text.title]);
  return (
    <main className="standalone">
      <p className="brand">
        <Logo /> {messages.product}
      </p>
      <h1>{text.title}</h1>
      <p className="lead">{text.text}</p>
      <div className="command">
        <pre>
          <code>{text.command}</code>
        </pre>
      </div>
      <AdminTokenForm />
    </main>
  );
}

/** The token is sent in a body: an address would stay in the browser's history. */
function AdminTokenForm() {
  const text = messages.signedOut;
  const input = useRef<HTMLInputElement>(null);
  const signIn = useMutation({
    mutationFn: (token: string) => client.startSession({ token }),
    onSuccess: ({ page_secret: secret }) => {
      savePageSecret(secret);
      location.reload();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const token = input.current?.value.trim() ?? '';
    if (token !== '') signIn.mutate(token);
  };
  return (
    <form className="token-form" onSubmit={submit}>
      <label htmlFor="login-token">{text.token}</label>
      <div className="token-fields">
        <input
          ref={input}
          id="login-token"
          name="token"
          type="password"
          autoComplete="off"
          required
          spellCheck={false}
        />
        <button type="submit" className="button button-primary" disabled={signIn.isPending}>
          {text.submit}
        </button>
      </div>
      {signIn.error && (
        <p className="form-problem" role="alert">
          {formatProblemLine(signIn.error)}
        </p>
      )}
    </form>
  );
}
