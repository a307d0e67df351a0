// Reads squares by the camera: by the browser's own reader where it has one, else by jsQR (Apache License 2.0, its text beside it).

/** Pause between two looks, and how long one square is not read again. */
const PAUSE = 120;
const AGAIN = 4000;
/** As wide as a picture is looked at. */
const WIDTH = 640;

async function reader(files) {
  if ('BarcodeDetector' in globalThis && (await BarcodeDetector.getSupportedFormats()).includes('qr_code')) {
    const detector = new BarcodeDetector({ formats: ['qr_code'] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  await import(`${files}/jsQR.js`);
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    canvas.width = Math.min(WIDTH, video.videoWidth);
    canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    return globalThis.jsQR(data, width, height, { inversionAttempts: 'dontInvert' })?.data;
  };
}

/** A camera that is on until it is stopped; `saw` is told of every square. */
export class Camera {
  constructor(video, files, saw) {
    Object.assign(this, { video, files, saw, stream: null, last: '', lastAt: 0 });
  }

  async start() {
    if (!navigator.mediaDevices?.getUserMedia) throw new Error('none');
    this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
    this.read ??= await reader(this.files);
    this.video.srcObject = this.stream;
    this.video.hidden = false;
    await this.video.play();
    this.lock = await navigator.wakeLock?.request('screen').catch(() => null);
    this.look();
  }

  async look() {
    if (!this.stream) return;
    try {
      const text = this.video.videoWidth > 0 ? await this.read(this.video) : null;
      const isNew = text && (text !== this.last || Date.now() - this.lastAt > AGAIN);
      if (text) Object.assign(this, { last: text, lastAt: Date.now() });
      if (isNew) await this.saw(text);
    } catch {
      // A picture that cannot be read is followed by the next.
    }
    setTimeout(() => this.look(), PAUSE);
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.lock?.release();
    this.video.srcObject = null;
    this.video.hidden = true;
  }
}
