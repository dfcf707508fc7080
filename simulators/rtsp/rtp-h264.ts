/** RTP packets for H.264 after RFC 6184, packetisation mode 1: single NAL units and FU-A fragments. */
import { createPackets, PAYLOAD_BYTES_MAX, type RtpPacketiser } from './rtp-packet.ts';

const FU_A = 28;

export function createRtpPacketiser(ssrc: number): RtpPacketiser {
  const packet = createPackets(ssrc);
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
