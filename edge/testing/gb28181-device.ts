/** A simulated GB/T 28181 device: registers with a digest of its own making, keeps alive and sends its catalogue. */
import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';

export interface Gb28181Device {
  readonly id: string;
  /** Status lines and requests that arrived, their first line each. */
  readonly heard: string[];
  /** Whole texts of them. */
  readonly texts: string[];
  /** Channel → status; sent `perMessage` items at a time. */
  readonly channels: Map<string, string>;
  perMessage: number;
  /** Queries are left unanswered. */
  isDeaf: boolean;
  register(expiresS?: number): void;
  keepAlive(): void;
  say(datagram: string | Buffer): void;
  message(xml: string): void;
  close(): Promise<void>;
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

export async function startGb28181Device(
  id: string,
  server: { readonly id: string; readonly port: number; readonly password: string },
): Promise<Gb28181Device> {
  const realm = server.id.slice(0, 10);
  const uri = `sip:${server.id}@${realm}`;
  const socket = createSocket('udp4');
  let cseq = 0;
  let expires = 3600;

  function request(method: string, more: readonly string[], body = ''): string {
    cseq += 1;
    const lines = [
      `${method} ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${socket.address().port};rport;branch=z9hG4bK${cseq}`,
      `From: <sip:${id}@${realm}>;tag=t${cseq}`,
      `To: <sip:${method === 'REGISTER' ? id : server.id}@${realm}>`,
      `Call-ID: call${cseq}@127.0.0.1`,
      `CSeq: ${cseq} ${method}`,
      `Contact: <sip:${id}@127.0.0.1:${socket.address().port}>`,
      'Max-Forwards: 70',
      ...more,
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    return `${lines.join('\r\n')}\r\n\r\n${body}`;
  }

  function answerChallenge(text: string): void {
    const nonce = /nonce="([^"]+)"/.exec(text)?.[1] ?? '';
    const secret = md5(`${id}:${realm}:${server.password}`);
    const response = md5(`${secret}:${nonce}:${md5(`REGISTER:${uri}`)}`);
    const digest = `Digest username="${id}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=MD5`;
    self.say(request('REGISTER', [`Expires: ${expires}`, `Authorization: ${digest}`]));
  }

  function answerQuery(text: string): void {
    const copied = text.split('\r\n').filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line));
    self.say(`${['SIP/2.0 200 OK', ...copied, 'Content-Length: 0'].join('\r\n')}\r\n\r\n`);
    const serial = /<SN>(\d+)<\/SN>/.exec(text)?.[1];
    const items = [...self.channels].map(
      ([channel, status]) =>
        `<Item><DeviceID>${channel}</DeviceID><Name>Camera</Name><Status>${status}</Status></Item>`,
    );
    for (let from = 0; from < items.length; from += self.perMessage) {
      const part = items.slice(from, from + self.perMessage);
      self.message(
        `<Response><CmdType>Catalog</CmdType><SN>${serial}</SN><DeviceID>${id}</DeviceID><SumNum>${items.length}</SumNum>` +
          `<DeviceList Num="${part.length}">${part.join('')}</DeviceList></Response>`,
      );
    }
  }

  socket.on('message', (datagram) => {
    const text = datagram.toString();
    self.heard.push(text.split('\r\n')[0] ?? '');
    self.texts.push(text);
    if (text.startsWith('SIP/2.0 401')) answerChallenge(text);
    else if (!self.isDeaf && text.startsWith('MESSAGE ') && text.includes('<CmdType>Catalog</CmdType>'))
      answerQuery(text);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));

  const self: Gb28181Device = {
    id,
    heard: [],
    texts: [],
    channels: new Map(),
    perMessage: 1,
    isDeaf: false,
    register: (expiresS = 3600) => {
      expires = expiresS;
      self.say(request('REGISTER', [`Expires: ${expires}`]));
    },
    keepAlive: () =>
      self.message(
        `<Notify><CmdType>Keepalive</CmdType><SN>1</SN><DeviceID>${id}</DeviceID><Status>OK</Status></Notify>`,
      ),
    say: (datagram) => socket.send(datagram, server.port, '127.0.0.1'),
    message: (xml) => {
      const body = `<?xml version="1.0" encoding="GB2312"?>\r\n${xml}`;
      self.say(request('MESSAGE', ['Content-Type: Application/MANSCDP+xml'], body));
    },
    close: () => new Promise<void>((resolve) => socket.close(resolve)),
  };
  return self;
}
