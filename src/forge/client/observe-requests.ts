import type { HttpClient, HttpRequest, HttpResult } from '../../platform/http-client.ts';

/** One request to a forge, for the metrics. */
export interface ObservedRequest {
  api: 'rest' | 'graphql';
  /** `not_modified`: a 304, which most forges do not charge. */
  result: 'ok' | 'not_modified' | 'refused' | 'limited' | 'failed' | 'unreachable';
}

/** Reports the result of each request that a client sends. */
export function observeRequests(
  http: HttpClient,
  observe: (request: ObservedRequest) => void,
): HttpClient {
  const report = async ({ url }: HttpRequest, sent: Promise<HttpResult>): Promise<HttpResult> => {
    const result = await sent;
    observe({ api: url.endsWith('/graphql') ? 'graphql' : 'rest', result: classify(result) });
    return result;
  };
  return {
    get: (request) => report(request, http.get(request)),
    send: (message) => report(message, http.send(message)),
    download: (download) => report(download, http.download(download)),
  };
}

function classify(result: HttpResult): ObservedRequest['result'] {
  if (result.kind !== 'response') return 'unreachable';
  const { status } = result;
  if (status === 304) return 'not_modified';
  if (status === 429) return 'limited';
  if (status >= 500) return 'failed';
  return status >= 400 ? 'refused' : 'ok';
}
