// The page's own part: one muted video element, what is measured on it, and the player that was asked for.
window.start = async (url) => {
  const video = document.querySelector('video');
  const errors = [];
  const stalls = { count: 0, seconds: 0 };
  // Waiting right after a seek, a switch or the start is no stall.
  let excusedUntil = performance.now() + 5000;
  let waitingSince = null;
  video.addEventListener('waiting', () => {
    if (performance.now() > excusedUntil && !video.seeking) waitingSince = performance.now();
  });
  video.addEventListener('playing', () => {
    if (waitingSince === null) return;
    stalls.count += 1;
    stalls.seconds += (performance.now() - waitingSince) / 1000;
    waitingSince = null;
  });
  video.addEventListener('error', () => {
    errors.push({ source: 'media element', stall: false, fatal: true, text: `${video.error?.code} ${video.error?.message}` });
  });
  const player = await window.openPlayer(video, url, (error) => errors.push(error));
  const excuse = () => {
    excusedUntil = performance.now() + 5000;
  };

  const picture = () => {
    const canvas = document.createElement('canvas');
    canvas.width = 64;
    canvas.height = 36;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(video, 0, 0, 64, 36);
    const { data } = context.getImageData(0, 0, 64, 36);
    const light = [];
    for (let at = 0; at < data.length; at += 4) light.push(0.2126 * data[at] + 0.7152 * data[at + 1] + 0.0722 * data[at + 2]);
    const mean = light.reduce((sum, value) => sum + value, 0) / light.length;
    const deviation = Math.sqrt(light.reduce((sum, value) => sum + (value - mean) ** 2, 0) / light.length);
    return { mean: Math.round(mean), deviation: Math.round(deviation) };
  };

  window.control = {
    version: player.version,
    qualities: player.qualities,
    select: (id) => (excuse(), player.select(id)),
    seek: (seconds) => {
      excuse();
      video.currentTime = seconds;
      return video.play();
    },
    play: () => video.play(),
    pause: () => video.pause(),
    captions: player.captions,
    caption: player.caption,
    /** The text of the cues that are on the screen. */
    cues: () =>
      [...video.textTracks]
        .filter((track) => track.mode === 'showing')
        .flatMap((track) => [...(track.activeCues ?? [])].map((cue) => cue.text)),
    picture,
    state: () => ({
      time: video.currentTime,
      duration: video.duration,
      ended: video.ended,
      seeking: video.seeking,
      width: video.videoWidth,
      height: video.videoHeight,
      ...player.range(),
    }),
    report: () => {
      const quality = video.getVideoPlaybackQuality();
      return {
        errors,
        stalls,
        frames: quality.totalVideoFrames,
        dropped_frames: quality.droppedVideoFrames,
        audio_bytes: video.webkitAudioDecodedByteCount,
      };
    },
  };
};
