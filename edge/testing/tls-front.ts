/**
 * A broker's door with TLS for tests: takes the connections and passes them on to a plain one. Certificate and key are
 * made for these tests alone, for localhost and 127.0.0.1, and guard nothing.
 */
import { connect } from 'node:net';
import { createServer } from 'node:tls';

/** The authority that signed the door's certificate. */
export const TEST_CA = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUKEYtNerjgxC/kJL8mAtCm/En3r4wCgYIKoZIzj0EAwIw
IjEgMB4GA1UEAwwXQ2hlbmd5dW4gdGVzdCBhdXRob3JpdHkwIBcNMjYxMTI5MTQ0
OTA3WhgPMjEyNjExMDUxNDQ5MDdaMCIxIDAeBgNVBAMMF0NoZW5neXVuIHRlc3Qg
YXV0aG9yaXR5MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE25Ij0RLFEiYdyS4u
2RHaE6X4wDuGpPqq6bYVLGVUA5GwlYnKfGVRpseRs12v/CncTfyJh+iFDnQ4L98N
dLljnKNTMFEwHQYDVR0OBBYEFAZKOvl1awpA8i17OVZNP7RKZVJmMB8GA1UdIwQY
MBaAFAZKOvl1awpA8i17OVZNP7RKZVJmMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZI
zj0EAwIDSAAwRQIhAJzr1TWC755HtKlobvMel8V3um14STTdVq2MTtQYKmjsAiA2
vBJCLDWtUAGIHzVO2g84/qhZmtsTNkdgzHzh1Gujjg==
-----END CERTIFICATE-----
`;

const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBlzCCAT6gAwIBAgIURUYPHfF4le8x99X1f0/Fhf8e+nowCgYIKoZIzj0EAwIw
IjEgMB4GA1UEAwwXQ2hlbmd5dW4gdGVzdCBhdXRob3JpdHkwIBcNMjYxMTI5MTQ0
OTA5WhgPMjEyNjExMDUxNDQ5MDlaMBQxEjAQBgNVBAMMCWxvY2FsaG9zdDBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABCNYanYugE657ClYLsm4fcsShJbEyDiJbhRo
TzDn/asUtbgqe4bZYr9jXOSS4CMo8t5xGkm5gEmOJJIGRuer/myjXjBcMBoGA1Ud
EQQTMBGCCWxvY2FsaG9zdIcEfwAAATAdBgNVHQ4EFgQUJ3ZbsEEh0AdGzulv+UvT
7kRpJRYwHwYDVR0jBBgwFoAUBko6+XVrCkDyLXs5Vk0/tEplUmYwCgYIKoZIzj0E
AwIDRwAwRAIgddxJex1pJOyCVEye0EwMRy40O4Cy3+O4CXNkPdV1cW4CIEjAHSUW
wbRXCX0+iNY3oMToV1qf6a/0pugCYrnXn4HF
-----END CERTIFICATE-----
`;

const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgYS7gXWbXVd1SCnJD
eI0dLEIvvbd0g0S9wtIOLH6a6KShRANCAAQjWGp2LoBOuewpWC7JuH3LEoSWxMg4
iW4UaE8w5/2rFLW4KnuG2WK/Y1zkkuAjKPLecRpJuYBJjiSSBkbnq/5s
-----END PRIVATE KEY-----
`;

export interface TlsFront {
  readonly port: number;
  /** Connections on which both sides were content with each other. */
  readonly accepted: () => number;
  close(): Promise<void>;
}

export async function startTlsFront(behindPort: number): Promise<TlsFront> {
  let accepted = 0;
  const server = createServer({ cert: CERTIFICATE, key: KEY }, (socket) => {
    accepted += 1;
    const behind = connect({ host: '127.0.0.1', port: behindPort });
    for (const [one, other] of [
      [socket, behind],
      [behind, socket],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The door has no port.');
  return {
    port: address.port,
    accepted: () => accepted,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
