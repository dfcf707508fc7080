/** A simulated ONVIF device on the loopback address: device and event service over HTTP, discovery over UDP. */
import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import { elementAt, elementsNamed, parseXml, textAt, type XmlElement } from '../sensor/line/xml.ts';

export interface OnvifDevice {
  readonly url: string;
  readonly probePort: number;
  readonly endpoint: string;
  /** Names of the requests that arrived. */
  readonly asked: string[];
  /** Notifications for the next pull, as XML. */
  readonly waiting: string[];
  /** When set, a digest of this password is wanted. */
  password: string | null;
  /** The device's clock less the system's. */
  clockOffsetMs: number;
  /** When set, every answer is this. */
  spoilt: { readonly status: number; readonly body: string } | null;
  /** Forgets all subscriptions, as after a restart. */
  restart(): void;
  close(): Promise<void>;
}

const ENDPOINT = 'urn:uuid:5f5a69c2-0000-1000-8000-001122334455';
const LONG_POLL_MS = 30;

export function notification(topic: string, at: number, source: object, data: object, operation = 'Changed'): string {
  const items = (values: object) =>
    Object.entries(values)
      .map(([name, value]) => `<tt:SimpleItem Name="${name}" Value="${value}"/>`)
      .join('');
  return (
    `<wsnt:NotificationMessage><wsnt:Topic Dialect="x">${topic}</wsnt:Topic><wsnt:Message>` +
    `<tt:Message UtcTime="${new Date(at).toISOString()}" PropertyOperation="${operation}">` +
    `<tt:Source>${items(source)}</tt:Source><tt:Data>${items(data)}</tt:Data></tt:Message>` +
    '</wsnt:Message></wsnt:NotificationMessage>'
  );
}

export async function startOnvifDevice(): Promise<OnvifDevice> {
  let subscriptions = 0;
  let live: string | null = null;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      const root = parseXml(Buffer.concat(chunks).toString());
      const body = elementAt(root, 'Body')?.children[0];
      const name = body?.name ?? 'nothing';
      self.asked.push(name);
      const { status, xml } = self.spoilt
        ? { status: self.spoilt.status, xml: self.spoilt.body }
        : await answer(name, root, request.url ?? '');
      response.writeHead(status, { 'content-type': 'application/soap+xml' }).end(xml);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The simulated device has no port.');
  const base = `http://127.0.0.1:${address.port}`;

  async function answer(name: string, root: XmlElement | null, path: string) {
    if (name === 'GetSystemDateAndTime') return soap(timeAnswer());
    if (!isSignedIn(root)) return fault(400, 'ter:NotAuthorized', 'Sender not authorized');
    if (name === 'GetCapabilities') {
      // As behind an address translation: the inner address.
      const xaddr = '<tt:Events><tt:XAddr>http://10.0.0.9:80/onvif/events</tt:XAddr></tt:Events>';
      return soap(
        `<tds:GetCapabilitiesResponse><tds:Capabilities>${xaddr}</tds:Capabilities></tds:GetCapabilitiesResponse>`,
      );
    }
    if (name === 'CreatePullPointSubscription') {
      subscriptions += 1;
      live = '/onvif/subscription';
      // One address for all subscriptions, told apart by a parameter that must come back.
      const parameter = `<dom:Id xmlns:dom="urn:sim">${subscriptions}</dom:Id>`;
      const reference = `<wsa:Address>${base}${live}</wsa:Address><wsa:ReferenceParameters>${parameter}</wsa:ReferenceParameters>`;
      return soap(
        `<tev:CreatePullPointSubscriptionResponse><tev:SubscriptionReference>${reference}</tev:SubscriptionReference></tev:CreatePullPointSubscriptionResponse>`,
      );
    }
    const [id] = elementsNamed(elementAt(root, 'Header'), 'Id');
    const isKnown = path === live && id?.namespace === 'urn:sim' && id.text === String(subscriptions);
    if (!isKnown) return fault(500, 'wsrf:ResourceUnknown', 'The subscription is not known.');
    if (name === 'Unsubscribe') live = null;
    if (name !== 'PullMessages') return soap(`<wsnt:${name}Response/>`);
    if (self.waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, LONG_POLL_MS));
    return soap(`<tev:PullMessagesResponse>${self.waiting.splice(0).join('')}</tev:PullMessagesResponse>`);
  }

  function timeAnswer(): string {
    const now = new Date(Date.now() + self.clockOffsetMs);
    const time = `<tt:Time><tt:Hour>${now.getUTCHours()}</tt:Hour><tt:Minute>${now.getUTCMinutes()}</tt:Minute><tt:Second>${now.getUTCSeconds()}</tt:Second></tt:Time>`;
    const date = `<tt:Date><tt:Year>${now.getUTCFullYear()}</tt:Year><tt:Month>${now.getUTCMonth() + 1}</tt:Month><tt:Day>${now.getUTCDate()}</tt:Day></tt:Date>`;
    return `<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:UTCDateTime>${time}${date}</tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>`;
  }

  function isSignedIn(root: XmlElement | null): boolean {
    if (self.password === null) return true;
    const [token] = elementsNamed(root, 'UsernameToken');
    const nonce = Buffer.from(textAt(token, 'Nonce') ?? '', 'base64');
    const created = textAt(token, 'Created') ?? '';
    const isFresh = Math.abs(Date.parse(created) - Date.now() - self.clockOffsetMs) < 5000;
    const digest = createHash('sha1').update(nonce).update(created).update(self.password).digest('base64');
    return isFresh && textAt(token, 'Username') === 'operator' && textAt(token, 'Password') === digest;
  }

  const discovery = createSocket('udp4');
  discovery.on('message', (bytes, from) => {
    const id = elementsNamed(parseXml(bytes.toString()), 'MessageID')[0]?.text;
    const match =
      `<d:ProbeMatch><a:EndpointReference><a:Address>${ENDPOINT}</a:Address></a:EndpointReference>` +
      `<d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>onvif://www.onvif.org/name/Sim</d:Scopes>` +
      `<d:XAddrs>${base}/onvif/device_service</d:XAddrs></d:ProbeMatch>`;
    discovery.send('rubbish', from.port, from.address);
    discovery.send(
      `<s:Envelope><s:Header><a:RelatesTo>${id}</a:RelatesTo></s:Header><s:Body><d:ProbeMatches>${match}</d:ProbeMatches></s:Body></s:Envelope>`,
      from.port,
      from.address,
    );
  });
  await new Promise<void>((resolve) => discovery.bind(0, '127.0.0.1', resolve));

  const self: OnvifDevice = {
    url: `${base}/onvif/device_service`,
    probePort: discovery.address().port,
    endpoint: ENDPOINT,
    asked: [],
    waiting: [],
    password: null,
    clockOffsetMs: 0,
    spoilt: null,
    restart: () => {
      live = null;
    },
    close: async () => {
      discovery.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return self;
}

const soap = (xml: string) => ({ status: 200, xml: `<s:Envelope><s:Body>${xml}</s:Body></s:Envelope>` });
const fault = (status: number, code: string, text: string) => ({
  status,
  xml: `<s:Envelope><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>${code}</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="en">${text}</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>`,
});
