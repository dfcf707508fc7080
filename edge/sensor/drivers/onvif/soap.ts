/** SOAP 1.2 as ONVIF speaks it: envelope, WS-Addressing, WS-Security user name token with a digest, faults. */
import { createHash } from 'node:crypto';
import type { Chance } from '../../../agent/chance.ts';
import { boundedText } from '../../line/bounded-text.ts';
import { elementAt, elementsNamed, escapeXml, parseXml, type XmlElement } from '../../line/xml.ts';
import { messageOf, sourceError } from '../../source-state.ts';

export interface SoapCall {
  readonly url: string;
  readonly action: string;
  /** The element inside the body, as text. */
  readonly body: string;
  readonly timeoutMs: number;
  /** What a device wants to hear again with every request to an address that it gave. */
  readonly reference?: readonly XmlElement[];
}

export interface SignIn {
  readonly username: string;
  readonly password: string;
  /** What the device's clock shows. */
  readonly nowMs: number;
}

const NAMESPACES =
  'xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:wsa="http://www.w3.org/2005/08/addressing" ' +
  'xmlns:tds="http://www.onvif.org/ver10/device/wsdl" xmlns:tev="http://www.onvif.org/ver10/events/wsdl" ' +
  'xmlns:wsnt="http://docs.oasis-open.org/wsn/b-2" xmlns:tt="http://www.onvif.org/ver10/schema"';
const WSS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';

/** UsernameToken Profile 1.0: digest = base64(SHA-1(nonce + created + password)). */
export function passwordDigest(nonce: Buffer, created: string, password: string): string {
  return createHash('sha1').update(nonce).update(created).update(password).digest('base64');
}

function securityHeader({ username, password, nowMs }: SignIn, chance: Chance): string {
  const nonce = Buffer.from(chance.hex64() + chance.hex64(), 'hex');
  const created = new Date(nowMs).toISOString();
  return (
    `<wsse:Security s:mustUnderstand="1" xmlns:wsse="${WSS}-wssecurity-secext-1.0.xsd" ` +
    `xmlns:wsu="${WSS}-wssecurity-utility-1.0.xsd"><wsse:UsernameToken>` +
    `<wsse:Username>${escapeXml(username)}</wsse:Username>` +
    `<wsse:Password Type="${WSS}-username-token-profile-1.0#PasswordDigest">` +
    `${passwordDigest(nonce, created, password)}</wsse:Password>` +
    `<wsse:Nonce EncodingType="${WSS}-soap-message-security-1.0#Base64Binary">${nonce.toString('base64')}</wsse:Nonce>` +
    `<wsu:Created>${created}</wsu:Created></wsse:UsernameToken></wsse:Security>`
  );
}

/** Reference parameters go back as headers (WS-Addressing 1.0 SOAP Binding, 3.3); text alone, as devices use them. */
function referenceHeaders(reference: readonly XmlElement[]): string {
  return reference
    .map(({ name, namespace, text }) => {
      const declared = `xmlns:r="${escapeXml(namespace)}" wsa:IsReferenceParameter="true"`;
      return namespace === '' ? '' : `<r:${name} ${declared}>${escapeXml(text)}</r:${name}>`;
    })
    .join('');
}

export function envelope(
  { url, action, body, reference = [] }: SoapCall,
  signIn: SignIn | null,
  chance: Chance,
): string {
  const security = signIn === null ? '' : securityHeader(signIn, chance);
  const addressing = `<wsa:Action>${action}</wsa:Action><wsa:To>${escapeXml(url)}</wsa:To>${referenceHeaders(reference)}`;
  return (
    `<?xml version="1.0" encoding="UTF-8"?><s:Envelope ${NAMESPACES}><s:Header>${addressing}${security}</s:Header>` +
    `<s:Body>${body}</s:Body></s:Envelope>`
  );
}

/** @returns the element inside the body. @throws an AppError whose sentence names the device */
export async function callSoap(
  call: SoapCall,
  signIn: SignIn | null,
  chance: Chance,
  stopping: AbortSignal,
): Promise<XmlElement> {
  const source = `The ONVIF device ${new URL(call.url).host}`;
  const { status, text } = await post(call, envelope(call, signIn, chance), stopping).catch((error: unknown) => {
    const late = error instanceof Error && error.name === 'TimeoutError';
    throw sourceError(
      `${source} ${late ? `did not answer within ${call.timeoutMs} ms` : `cannot be asked: ${messageOf(error)}`}.`,
    );
  });
  const root = text === null ? null : parseXml(text);
  const fault = faultFrom(root);
  if (fault !== null) throw sourceError(`${source} refused ${call.action.split('/').at(-1)}: ${fault}.`);
  if (status === 401) throw sourceError(`${source} refused the user name or password.`);
  const answer = elementAt(root, 'Body')?.children[0];
  if (status !== 200 || root?.name !== 'Envelope' || answer === undefined) {
    throw sourceError(`${source} answered ${call.action.split('/').at(-1)} with what is no SOAP, status ${status}.`);
  }
  return answer;
}

async function post({ url, action, timeoutMs }: SoapCall, body: string, stopping: AbortSignal) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': `application/soap+xml; charset=utf-8; action="${action}"` },
    body,
    signal: AbortSignal.any([stopping, AbortSignal.timeout(timeoutMs)]),
  });
  return { status: response.status, text: await boundedText(response) };
}

function faultFrom(root: XmlElement | null): string | null {
  const fault = elementAt(root, 'Body', 'Fault');
  if (fault === null) return null;
  const [text] = elementsNamed(fault, 'Text');
  const codes = elementsNamed(fault, 'Value').map((value) => value.text.split(':').at(-1));
  return (text?.text || codes.at(-1) || 'no reason given').replace(/\s+/g, ' ').slice(0, 120).replace(/\.$/, '');
}
