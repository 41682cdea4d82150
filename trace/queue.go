package trace

import "sync"

// A queue hands items from one goroutine to another. It has no bound, so that
// no reader, however slow, delays who writes.
type queue[T any] struct {
	mu    sync.Mutex // guards items
	items []T
	ready chan struct{} // holds a token while items may be waiting
}

func newQueue[T any]() *queue[T] {
	return &queue[T]{ready: make(chan struct{}, 1)}
}

// put appends an item.
func (q *queue[T]) put(item T) {
	q.mu.Lock()
	q.items = append(q.items, item)
	q.mu.Unlock()
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

// take returns all waiting items, oldest first, and leaves the queue empty.
func (q *queue[T]) take() []T {
	q.mu.Lock()
	defer q.mu.Unlock()
	items := q.items
	q.items = nil
	return items
}
