/**
 * As much of MQTT 3.1.1 as a publisher of QoS 1 needs (OASIS standard, sections 3.1 to 3.4). A load generator must cost
 * less than what it measures, so that packets are written once as templates (see template.ts) and only patched.
 */

export const CONNACK = 2;
export const PUBACK = 4;
const CONNECT = 0x10;
const PUBLISH_QOS_1 = 0x32;
const PROTOCOL_LEVEL_3_1_1 = 4;
/** User name, password and clean session. */
const CONNECT_FLAGS = 0b1100_0010;

/** MQTT's variable length integer, section 2.2.3. */
export function encodeLength(length: number): Buffer {
  const bytes: number[] = [];
  let rest = length;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return Buffer.from(bytes);
}

/** A string with its 16-bit length before it. */
function encodeString(text: string): Buffer {
  const body = Buffer.from(text);
  const head = Buffer.alloc(2);
  head.writeUInt16BE(body.length);
  return Buffer.concat([head, body]);
}

export function encodeConnect(options: { clientId: string; username: string; password: string }): Buffer {
  const { clientId, username, password } = options;
  const noKeepAlive = Buffer.from([0, 0]);
  const head = [encodeString('MQTT'), Buffer.from([PROTOCOL_LEVEL_3_1_1, CONNECT_FLAGS]), noKeepAlive];
  const body = Buffer.concat([...head, encodeString(clientId), encodeString(username), encodeString(password)]);
  return Buffer.concat([Buffer.from([CONNECT]), encodeLength(body.length), body]);
}

/** A PUBLISH of QoS 1, and where in it the 16-bit packet identifier and the payload lie. */
export function encodePublish(topic: string, payload: Buffer): { packet: Buffer; idAt: number; payloadAt: number } {
  const name = encodeString(topic);
  const length = encodeLength(name.length + 2 + payload.length);
  const idAt = 1 + length.length + name.length;
  const packet = Buffer.concat([Buffer.from([PUBLISH_QOS_1]), length, name, Buffer.alloc(2), payload]);
  return { packet, idAt, payloadAt: idAt + 2 };
}

const ACK_BYTES = 4;

/**
 * Reads the packets that a broker sends to a publisher: CONNACK and PUBACK, both of four bytes. `onPacket` gets the
 * type and the last 16 bits: the return code or the packet identifier. Throws on anything else.
 */
export function createAckReader(onPacket: (type: number, value: number) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (; at + ACK_BYTES <= bytes.length; at += ACK_BYTES) {
      const type = bytes.readUInt8(at) >> 4;
      if ((type !== CONNACK && type !== PUBACK) || bytes[at + 1] !== 2) {
        throw new Error(`the broker sent a packet of type ${type}, which a publisher does not expect`);
      }
      onPacket(type, bytes.readUInt16BE(at + 2));
    }
    rest = bytes.subarray(at);
  };
}
