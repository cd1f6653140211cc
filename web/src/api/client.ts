import { createClient } from '../../../src/contract/client.ts';

/** Calls the server that served the page. An HttpOnly cookie authenticates it. */
export const client = createClient({ baseUrl: '' });
