import { useEffect } from 'react';
import { Logo } from '../frame/logo.tsx';
import { messages } from '../text/messages.ts';

/** A plain form: the server sets the cookie at `/login` and redirects back. */
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
      <p className="lead">
        {text.text} {text.or}
      </p>
      <div className="command">
        <pre>
          <code>{text.link(location.origin)}</code>
        </pre>
      </div>
      <form action="/login" method="get" className="token-form">
        <label htmlFor="login-token">{text.token}</label>
        <div className="token-fields">
          <input
            id="login-token"
            name="token"
            type="password"
            autoComplete="off"
            required
            spellCheck={false}
          />
          <button type="submit" className="button button-primary">
            {text.submit}
          </button>
        </div>
      </form>
    </main>
  );
}
