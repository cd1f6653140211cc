const reasons: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the name server does not answer',
  ETIMEDOUT: 'no connection came about',
  UND_ERR_CONNECT_TIMEOUT: 'no connection came about',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to the network',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate is not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host',
};

/** Says why a request failed, from the error's code alone: its text may quote what was sent. */
export function toReason(error: unknown): string {
  const code = findCode(error);
  if (code === undefined) return 'the answer broke off';
  return `${reasons[code] ?? 'the request failed'} (${code})`;
}

/** Whether a connection that had served before was closed under a request. */
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
