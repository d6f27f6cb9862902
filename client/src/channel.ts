// Both ends of the line between a page and its host: a notebook's kernel, an editor's extension.
export { type ChannelHost, type ChannelHostOptions, channelHost } from './transports/channel-host.ts';
export type { ChannelReply, ChannelRequest, ChannelResult } from './transports/channel-protocol.ts';
export {
  type Channel,
  type ChannelTransport,
  type ChannelTransportOptions,
  channelTransport,
} from './transports/channel-transport.ts';
