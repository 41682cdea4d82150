// Go would read the limits of the control group at each start and again while
// running: half a millisecond, for a program that is done in thirty.

//go:debug containermaxprocs=0
//go:debug updatemaxprocs=0

package main
