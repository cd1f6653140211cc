import { createClient } from '../../../src/contract/client.ts';

/** The page talks to the server that served it; an HttpOnly cookie says who asks. */
export const client = createClient({ baseUrl: '' });
