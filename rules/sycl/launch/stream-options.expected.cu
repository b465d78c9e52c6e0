#include "port.hpp"
void chain(port::stream_t stream, port::event_t event) {
    // expect: sycl/launch/stream-options
    port::stream_wait_event(stream, event);
    // expect: sycl/launch/stream-options
    port::event_record(event, stream);
    // ok: sycl/launch/stream-options
    port::stream_wait_event(stream, event);
}
