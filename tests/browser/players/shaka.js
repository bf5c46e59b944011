// Shaka Player behind the same face. Runs in the page, after Shaka itself. Plays HLS and DASH.
window.openPlayer = async (video, url, onError) => {
  const { shaka } = window;
  shaka.polyfill.installAll();
  const player = new shaka.Player();
  const names = Object.fromEntries(Object.entries(shaka.util.Error.Code).map(([name, code]) => [code, name]));
  player.addEventListener('error', ({ detail }) => {
    const fatal = detail.severity === shaka.util.Error.Severity.CRITICAL;
    onError({ source: 'shaka', stall: false, fatal, text: `${names[detail.code]} ${JSON.stringify(detail.data)}` });
  });
  await player.attach(video);
  // What is asked for is switched to at once and kept.
  player.configure({ abr: { enabled: true }, streaming: { preferNativeHls: false } });
  await player.load(url, 0).catch((error) => {
    throw new Error(`${names[error.code] ?? error.message} ${JSON.stringify(error.data ?? null)}`);
  });
  return {
    version: shaka.Player.version,
    qualities: () =>
      player.getVariantTracks().map(({ id, width, height, bandwidth, codecs }) => ({ id, width, height, bitrate: bandwidth, codecs })),
    select: (id) => {
      player.configure('abr.enabled', false);
      player.selectVariantTrack(
        player.getVariantTracks().find((track) => track.id === id),
        true,
      );
    },
    captions: () => player.getTextTracks().map(({ language, label }) => ({ language, label })),
    caption: (language) => player.selectTextTrack(player.getTextTracks().find((track) => track.language === language) ?? null),
    // Shaka keeps seeks some segments behind the edge of a growing list, so its range may lag behind what is there.
    range: () => {
      const { buffered } = video;
      const known = buffered.length > 0 ? buffered.end(buffered.length - 1) : 0;
      return { end: Math.max(player.seekRange().end, known), growing: player.isDynamic() };
    },
  };
};
