// Colours of C++ and CUDA, and of the comments and strings of build files: a reader line by line,
// which is told whether a line begins within a comment or a raw string. It decides nothing.

const KEYWORDS = new Set(`alignas alignof asm auto bool break case catch char char16_t char32_t char8_t class
  const const_cast consteval constexpr constinit continue decltype default delete do double dynamic_cast else
  enum explicit export extern false float for friend goto if inline int long mutable namespace new noexcept
  nullptr operator private protected public register reinterpret_cast requires return short signed sizeof
  static static_assert static_cast struct switch template this thread_local throw true try typedef typeid
  typename union unsigned using virtual void volatile wchar_t while __restrict__ restrict`.split(/\s+/));
const TYPES = /^(?:u?int(?:8|16|32|64)?(?:_fast|_least)?\d*_t|size_t|ptrdiff_t|dim3|half2?|__half2?|(?:u?(?:char|short|int|long|longlong)|float|double)[1-4])$/;
const DEVICE = /^(?:__(?:global|device|host|shared|constant|managed|launch_bounds|forceinline|noinline)__|threadIdx|blockIdx|blockDim|gridDim|warpSize|__syncthreads)$/;
const RUNTIME = /^(?:cuda|cu|cublas|cufft|curand|cusparse|cusolver|cudnn|nccl|nvrtc|hip|hipblas|hipfft|hiprand|hipsparse|hipsolver|rocblas|miopen|rccl)[A-Z_]\w*$/;

const CODE = /\/\/.*|\/\*|(?:u8|[uUL])?R"([^ ()\\\t]{0,16})\(|(?:u8|[uUL])?"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|<<<|>>>|[A-Za-z_]\w*|\.?\d(?:[eEpP][+-]|['\w.])*|\s+|./g;
const HASH = /#.*|"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|[A-Za-z_]\w*|\d[\w.]*|\s+|./g;
const C_LIKE = /\.(?:cuh?|c|cc|cpp|cxx|c\+\+|h|hh|hpp|hxx|inl|ipp|tpp|cuinc|hip|mu|muh|maca|ptx|cl)$/i;
const LONGEST = 4000; // characters of a line that is coloured

// The tokens [start, end, class] of each line; lines that are not there are skipped.
function highlight(lines, path) {
  const c = C_LIKE.test(path);
  let state = "";
  return lines.map((line) => {
    if (line === undefined || line.length > LONGEST) {
      if (line === undefined) state = "";
      return [];
    }
    if (!c) return hashTokens(line);
    const tokens = [];
    state = codeTokens(line, state, tokens);
    return tokens;
  });
}

// state: "" in code, "*/" within a comment, or what ends the raw string.
function codeTokens(line, state, tokens) {
  let from = 0;
  if (state) {
    const end = line.indexOf(state);
    const kind = state === "*/" ? "tc" : "ts";
    if (end < 0) {
      tokens.push([0, line.length, kind]);
      return state;
    }
    from = end + state.length;
    tokens.push([0, from, kind]);
  }
  const directive = /^\s*#\s*\w*/.exec(from ? "" : line);
  if (directive) {
    tokens.push([0, directive[0].length, "tp"]);
    from = directive[0].length;
    const header = /^\s*#\s*include\s*(<[^>]*>?)/.exec(line);
    if (header) {
      tokens.push([header[0].length - header[1].length, header[0].length, "ts"]);
      from = header[0].length;
    }
  }
  CODE.lastIndex = from;
  for (let match = CODE.exec(line); match; match = CODE.exec(line)) {
    const [text, raw] = match;
    const start = match.index;
    const opened = text === "/*" ? "*/" : raw !== undefined ? `)${raw}"` : "";
    if (opened) {
      const end = line.indexOf(opened, start + text.length);
      tokens.push([start, end < 0 ? line.length : end + opened.length, opened === "*/" ? "tc" : "ts"]);
      if (end < 0) return opened;
      CODE.lastIndex = end + opened.length;
      continue;
    }
    const kind = kindOf(text);
    if (kind) tokens.push([start, start + text.length, kind]);
  }
  return "";
}

function kindOf(text) {
  const first = text.charCodeAt(0);
  if (text.startsWith("//")) return "tc";
  if (/^(?:u8|[uUL])?["']/.test(text)) return "ts";
  if (text === "<<<" || text === ">>>") return "td";
  if ((first >= 48 && first < 58) || /^\.\d/.test(text)) return "tn";
  if (KEYWORDS.has(text)) return "tk";
  if (DEVICE.test(text)) return "td";
  if (TYPES.test(text)) return "tt";
  if (RUNTIME.test(text)) return "ta";
  return "";
}

function hashTokens(line) {
  const tokens = [];
  for (const match of line.matchAll(HASH)) {
    const kind = match[0][0] === "#" ? "tc" : /^["']/.test(match[0]) ? "ts" : "";
    if (kind) tokens.push([match.index, match.index + match[0].length, kind]);
  }
  return tokens;
}
