/** RTP packets for H.264 after RFC 6184, packetisation mode 1: single NAL units and FU-A fragments. */
export const RTP_CLOCK_HZ = 90_000;
export const RTP_PAYLOAD_TYPE = 96;

const PAYLOAD_BYTES_MAX = 1_380;
const FU_A = 28;

export interface RtpPacketiser {
  /** All packets of one picture; the last carries the marker bit. `timestamp` counts 90 kHz. */
  packets(nals: readonly Buffer[], timestamp: number): Buffer[];
}

export function createRtpPacketiser(ssrc: number): RtpPacketiser {
  let sequence = 0;

  function packet(payload: Buffer, timestamp: number, marker: boolean): Buffer {
    const header = Buffer.alloc(12);
    header[0] = 0x80;
    header[1] = RTP_PAYLOAD_TYPE | (marker ? 0x80 : 0);
    header.writeUInt16BE(sequence, 2);
    header.writeUInt32BE(timestamp >>> 0, 4);
    header.writeUInt32BE(ssrc >>> 0, 8);
    sequence = (sequence + 1) & 0xffff;
    return Buffer.concat([header, payload]);
  }

  return {
    packets(nals, timestamp) {
      const out: Buffer[] = [];
      nals.forEach((nal, index) => {
        const isLast = index === nals.length - 1;
        if (nal.length <= PAYLOAD_BYTES_MAX) {
          out.push(packet(nal, timestamp, isLast));
          return;
        }
        const first = nal[0] ?? 0;
        const body = nal.subarray(1);
        for (let at = 0; at < body.length; at += PAYLOAD_BYTES_MAX) {
          const isEnd = at + PAYLOAD_BYTES_MAX >= body.length;
          const fu = Buffer.from([(first & 0xe0) | FU_A, (first & 0x1f) | (at === 0 ? 0x80 : 0) | (isEnd ? 0x40 : 0)]);
          out.push(packet(Buffer.concat([fu, body.subarray(at, at + PAYLOAD_BYTES_MAX)]), timestamp, isLast && isEnd));
        }
      });
      return out;
    },
  };
}
