-- For wrk: posts a drawn 1, 28x28 floats, and prints one line of figures.
local ffi = require("ffi")

local pixels = ffi.new("float[784]")
for y = 4, 23 do
  pixels[28 * y + 13] = 1
  pixels[28 * y + 14] = 1
end

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/octet-stream"
wrk.body = ffi.string(pixels, ffi.sizeof(pixels))

function done(summary, latency)
  local e = summary.errors
  print(string.format("figures: %.0f %d %.2f %.2f %.2f",
    summary.requests / summary.duration * 1e6,
    e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
end
