// hls.js behind the face that play.mjs drives. Runs in the page, after hls.js itself.
window.openPlayer = async (video, url, onError) => {
  const { Hls } = window;
  // A busy machine is no fault.
  const patient = { maxTimeToFirstByteMs: 60_000, maxLoadTimeMs: 120_000 };
  const policies = Object.entries(Hls.DefaultConfig).filter(([name]) => name.endsWith('LoadPolicy'));
  const loads = Object.fromEntries(policies.map(([name, { default: usual }]) => [name, { default: { ...usual, ...patient } }]));
  const hls = new Hls({ startPosition: 0, ...loads });
  const details = () => hls.levels[hls.currentLevel]?.details ?? hls.latestLevelDetails;
  hls.on(Hls.Events.ERROR, (_, data) => {
    // hls.js says so of a load that a seek of ours broke off; nothing is wrong with the stream.
    if (data.details === Hls.ErrorDetails.INTERNAL_ABORTED) return;
    const stall = /bufferStalled|bufferNudge/i.test(data.details);
    onError({
      source: 'hls.js',
      stall,
      fatal: data.fatal,
      text: `${data.type} ${data.details} ${data.error?.message ?? data.reason ?? ''}`.trim(),
    });
  });
  await new Promise((resolve, reject) => {
    hls.on(Hls.Events.MANIFEST_PARSED, resolve);
    hls.on(Hls.Events.ERROR, (_, data) => data.fatal && reject(new Error(`${data.type} ${data.details} ${data.reason ?? ''}`)));
    hls.attachMedia(video);
    hls.loadSource(url);
  });
  return {
    version: Hls.version,
    qualities: () => hls.levels.map(({ width, height, bitrate, codecs }, id) => ({ id, width, height, bitrate, codecs })),
    select: (id) => {
      hls.currentLevel = id;
    },
    captions: () => hls.subtitleTracks.map(({ lang, name }) => ({ language: lang, label: name })),
    /** Shows the captions in a language; with none, nothing is shown. */
    caption: (language) => {
      hls.subtitleDisplay = true;
      hls.subtitleTrack = hls.subtitleTracks.findIndex(({ lang }) => lang === language);
    },
    /** Seconds up to which the list goes, and whether more may come. */
    range: () => ({ end: details()?.edge ?? video.duration, growing: details()?.live ?? false }),
  };
};
