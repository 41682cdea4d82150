package lab

// eleven is the path of 11 hops that figures are given for.
const eleven = `
source 192.168.1.50
hop 192.168.1.1 rtt=1ms
hop 100.64.0.1 rtt=3ms
hop 81.2.64.1 rtt=5ms
hop 81.2.64.9 rtt=7ms
hop 154.54.10.1 rtt=10ms
hop 154.54.10.5 rtt=12ms
hop 154.54.10.9 rtt=14ms
hop 80.249.208.1 rtt=16ms
hop 108.170.252.33 rtt=19ms
hop 108.170.252.37 rtt=22ms
dest 142.251.46.174 rtt=25ms
dns rtt=15ms
stun rtt=5ms public=81.2.69.160
host www.dest.example 142.251.46.174
ptr 81.2.64.9 ae9.core2.isp.example
`

const three6 = `
source 2001:db8::50
hop 2001:db8::1 rtt=1ms
hop 2001:db8:1::1 rtt=3ms mpls=24001/0/1
dest 2001:db8:ffff::174 rtt=5ms
`
