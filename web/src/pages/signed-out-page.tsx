import { BrandMark } from '../components/brand-mark.tsx';
import { words } from '../words.ts';

/** The form is a plain one: the server answers `/login` with the cookie and sends back here. */
export function SignedOutPage() {
  const say = words.signedOut;
  return (
    <main className="signed-out">
      <p className="brand">
        <BrandMark /> {words.product}
      </p>
      <h1>{say.title}</h1>
      <p className="lead">{say.text}</p>
      <div className="command">
        <pre>
          <code>{say.link(location.origin)}</code>
        </pre>
      </div>
      <form action="/login" method="get">
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
