const reasons: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the name server did not respond',
  ETIMEDOUT: 'connecting timed out',
  UND_ERR_CONNECT_TIMEOUT: 'connecting timed out',
  EHOSTUNREACH: 'the host is unreachable',
  ENETUNREACH: 'the network is unreachable',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate is not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host',
};

/** Why a request failed, by error code only: the error's message may quote the request. */
export function formatReason(error: unknown): string {
  const code = findCode(error);
  if (code === undefined) return 'the response was incomplete';
  return `${reasons[code] ?? 'the request failed'} (${code})`;
}

/** Whether the server closed a connection that had served earlier requests. */
export function isStaleConnection(error: unknown): boolean {
  if (findCode(error) !== 'UND_ERR_SOCKET') return false;
  const { socket } = (error as { cause: { socket?: { bytesRead?: number } | null } }).cause;
  return (socket?.bytesRead ?? 0) > 0;
}

function findCode(error: unknown): string | undefined {
  let current = error;
  for (let depth = 0; depth < 4 && current instanceof Error; depth += 1) {
    const { code, cause } = current as { code?: unknown; cause?: unknown };
    if (typeof code === 'string') return code;
    current = current instanceof AggregateError ? current.errors[0] : cause;
  }
  return undefined;
}
