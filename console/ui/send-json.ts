/** What the browser hands to the console server: with its session, the token against forged requests, and JSON if any. */
export function sendJson(path: string, csrf: string, body?: unknown, method = 'POST'): Promise<Response> {
  return fetch(path, {
    method,
    credentials: 'same-origin',
    headers: { 'x-csrf-token': csrf, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
