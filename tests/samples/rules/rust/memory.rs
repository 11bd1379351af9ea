// Memory without checks: what must match, and the twins that must not.
fn access(values: &[u8], place: usize) {
    // ruleid: rs-unchecked-access
    let one = unsafe { values.get_unchecked(place) };
    // ok: rs-unchecked-access
    let one = values.get(place);
    // ok: rs-unchecked-access
    let one = values[place];
    // ruleid: rs-raw-parts
    let all = unsafe { slice::from_raw_parts(pointer, length) };
    // ok: rs-raw-parts
    let all = values.as_slice();
    // ok: rs-raw-parts
    let all = &values[..place];
    // ruleid: rs-transmute
    let number: u32 = unsafe { std::mem::transmute(bytes) };
    // ok: rs-transmute
    let number = u32::from_ne_bytes(bytes);
    // ok: rs-transmute
    let number = bytemuck::cast(bytes);
    // ruleid: rs-unchecked-text
    let text = unsafe { std::str::from_utf8_unchecked(values) };
    // ok: rs-unchecked-text
    let text = std::str::from_utf8(values);
    // ok: rs-unchecked-text
    let text = String::from_utf8_lossy(values);
    // ruleid: rs-uninitialised
    let block: Block = unsafe { std::mem::uninitialized() };
    // ok: rs-uninitialised
    let block = vec![0; 4];
    // ok: rs-uninitialised
    let block = MaybeUninit::<Block>::uninit();
}

// ruleid: rs-static-mut
static mut COUNT: u32 = 0;
// ok: rs-static-mut
static COUNTED: AtomicU32 = AtomicU32::new(0);
// ok: rs-static-mut
static NAME: &'static str = "name";

// ruleid: rs-send-by-hand
unsafe impl Send for Handle {}
// ok: rs-send-by-hand
impl Clone for Handle {}
// ok: rs-send-by-hand
fn needs<T: Send>(value: T) {}
