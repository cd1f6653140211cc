import { useEffect } from 'react';
import { BrandMark } from '../frame/logo.tsx';
import { messages } from '../text/messages.ts';

/** The form is a plain one: the server answers `/login` with the cookie and sends back here. */
export function SignedOutPage() {
  const say = messages.signedOut;
  useEffect(() => {
    document.title = `${say.title} · ${messages.product}`;
  }, [say.title]);
  return (
    <main className="standalone">
      <p className="brand">
        <BrandMark /> {messages.product}
      </p>
      <h1>{say.title}</h1>
      <p className="lead">
        {say.text} {say.or}
      </p>
      <div className="command">
        <pre>
          <code>{say.link(location.origin)}</code>
        </pre>
      </div>
      <form action="/login" method="get" className="token-form">
        <label htmlFor="login-token">{say.token}</label>
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
            {say.submit}
          </button>
        </div>
      </form>
    </main>
  );
}
